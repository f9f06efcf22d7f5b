// The canonical form of texts of Latin letters, from UTF-8 to UTF-8: what `latinForm` of text/canonical-text.ts does over strings.

// @ts-nocheck: AssemblyScript, not TypeScript
import { Room } from '../room';

const BLANK: i32 = 0x20;
// Code points below this one have a form of their own. The first byte of its UTF-8 is larger than that of any of them.
const FIRST_MARK: usize = 0x300;
const FIRST_MARK_BYTE: u32 = 0xcc;
// In the table of forms: as `DROPPED` and `UNKNOWN` of text/canonical-text.ts; everything else below 0 has no form here.
const DROPPED: i32 = -1;
const UNKNOWN: i32 = -2;
// What `writeForm` gives instead of a length.
const NO_FORM: i32 = -1;
const UNKNOWN_FORM: i32 = -2;

const forms = new Room();
const taken = new Room();

// Where the host writes the form of each code point below FIRST_MARK, and texts as they came, of so many bytes.
export function formsAt(): usize { return forms.need(4 * FIRST_MARK); }
export function takenAt(byteCount: usize): usize { return taken.need(byteCount); }

// Writes the form of the taken bytes `from` to `to` - 1; gives its length, which is no larger, or why there is none.
export function writeForm(text: Room, from: usize, to: usize): i32 {
  const first = text.need(to - from);
  const last = taken.at + to;
  let end = first;
  let pendingBlank = false;
  for (let at = taken.at + from; at < last; ) {
    let letter = <u32>load<u8>(at++);
    if (letter >= FIRST_MARK_BYTE) return NO_FORM;
    if (letter >= 0x80) letter = ((letter & 0x1f) << 6) | (<u32>load<u8>(at++) & 0x3f);
    const form = load<i32>(forms.at + 4 * <usize>letter);
    if (form == BLANK) {
      pendingBlank = end > first;
    } else if (form >= 0) {
      if (pendingBlank) store<u8>(end++, BLANK);
      pendingBlank = false;
      end = writeLetter(end, form);
    } else if (form != DROPPED) {
      return form == UNKNOWN ? UNKNOWN_FORM : NO_FORM;
    }
  }
  return <i32>(end - first);
}

@inline function writeLetter(at: usize, letter: u32): usize {
  if (letter < 0x80) {
    store<u8>(at, letter);
    return at + 1;
  }
  store<u8>(at, 0xc0 | (letter >> 6));
  store<u8>(at, 0x80 | (letter & 0x3f), 1);
  return at + 2;
}
