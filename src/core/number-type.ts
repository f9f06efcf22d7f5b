/** How the numbers of a stored model are written: f32 as they are, f16 and i8 rounded. */
export const NUMBER_TYPES = ['f32', 'f16', 'i8'] as const;
export type NumberType = (typeof NUMBER_TYPES)[number];
