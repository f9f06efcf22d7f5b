import type { Fault, SourceFile } from './source-file.js';

const EXPORT = /^export (?:default )?(?:declare )?(?:async )?(?:abstract )?(?:function\*?|class|interface|type|const|let|enum)\s+(\w+)/;

/** Exports without a doc block above them. Exports on the lines straight below share the block of the first. */
export function undocumentedExports(files: readonly SourceFile[]): Fault[] {
  return files.flatMap((file) => {
    const lines = file.text.split('\n');
    const documented = new Set<number>();
    return lines.flatMap((line, index) => {
      const name = EXPORT.exec(line)?.[1];
      if (name === undefined) return [];
      const above = previousLine(lines, index);
      if (lines[above]?.trimEnd().endsWith('*/') || (above === index - 1 && documented.has(above)) || isOverload(lines, index, name)) {
        documented.add(index);
        return [];
      }
      return [{ where: `${file.path}:${index + 1}`, what: `${name} has no doc comment` }];
    });
  });
}

/** The line above, past lint directives and decorators. */
function previousLine(lines: readonly string[], index: number): number {
  let above = index - 1;
  while (/^\s*(\/\/|@)/.test(lines[above] ?? '')) above--;
  return above;
}

function isOverload(lines: readonly string[], index: number, name: string): boolean {
  return lines.slice(0, index).some((line) => new RegExp(`^export (?:async )?function ${name}\\b.*;$`).test(line));
}
