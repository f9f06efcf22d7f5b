import { describe, expect, it } from 'vitest';
import type { ColumnKind } from '../../src/artifacts/column-kind.js';
import { isIsoTime, timeOrder } from '../../src/artifacts/time-order.js';

const order = (kind: ColumnKind, from: string | number) =>
  timeOrder({ columns: [{ name: 'month', key: 'split.test.column', kind }] }, { column: 'month', from });

describe('the order of a time column', () => {
  it('is that of numbers for numbers, however the start is spelled', () => {
    for (const from of [202401, '202401']) expect(order('whole number', from)).toEqual({ by: 'number', from: 202401, isChecked: false });
    expect(order('number', '2024.5').from).toBe(2024.5);
  });

  it('is that of ISO 8601 for dates, times and text, and of numbers for text beside a number', () => {
    expect(order('time', '2024-01-31T10:00')).toEqual({ by: 'text', from: '2024-01-31 10:00', isChecked: false });
    expect(order('text', '2024-01')).toEqual({ by: 'text', from: '2024-01', isChecked: true });
    expect(order('text', 7)).toEqual({ by: 'number', from: 7, isChecked: true });
  });

  it.each<[ColumnKind, string | number]>([
    ['whole number', '2024-01'],
    ['whole number', 'June'],
    ['time', 2024],
    ['time', '31/01/2024'],
    ['text', '31/01/2024'],
    ['text', 'b'],
    ['boolean', 'true'],
    ['other', '2024'],
  ])('is refused for a %s column from %j', (kind, from) => {
    expect(() => order(kind, from)).toThrow(expect.objectContaining({ detail: expect.objectContaining({ code: 'usage.wrong-value' }) }));
  });

  it('knows what sorts as time and what does not', () => {
    for (const text of ['2024', '2024-06', '202406', '20240630', '2024-06-30', '2024-06-30 23:59:60', '2024-06-30T24:00Z', '2024-W53', '2024-Q4'])
      expect([text, isIsoTime(text)]).toEqual([text, true]);
    for (const text of ['', '24', '2024-13', '2024-6-3', '30.06.2024', '06/2024', '2024-06-30T10', '2024-06-30T10:00+02:00', '2024-Q5', '2024-06-32'])
      expect([text, isIsoTime(text)]).toEqual([text, false]);
  });
});
