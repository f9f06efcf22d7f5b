/** Where a file lies that `npm run build` left in `dist`, also when this file is run from `src` (tests). `path` is counted from `dist`. */
export function distUrl(path: string): URL {
  return new URL(`${import.meta.url.endsWith('.ts') ? '../../../dist' : '../..'}/${path}`, import.meta.url);
}
