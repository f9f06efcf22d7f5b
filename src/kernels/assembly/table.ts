// The fit's layout: a table of u32 addresses and sizes, written by src/kernels/linear-layout.ts in this order. `p` is its address.

// @ts-nocheck: AssemblyScript, not TypeScript

// Where the batch at work lies behind the first of those that memory holds, in bytes.
let held: usize = 0;

export function useBatch(offset: usize): void {
  held = offset;
}

@inline export function weightsAt(p: usize): usize { return <usize>load<u32>(p); }
@inline export function stateAt(p: usize): usize { return <usize>load<u32>(p, 4); }
@inline export function strideOf(p: usize): usize { return <usize>load<u32>(p, 8); }
@inline export function classCountOf(p: usize): usize { return <usize>load<u32>(p, 12); }
@inline export function offsetsAt(p: usize): usize { return <usize>load<u32>(p, 16) + held; }
@inline export function idsAt(p: usize): usize { return <usize>load<u32>(p, 20) + held; }
@inline export function valuesAt(p: usize): usize { return <usize>load<u32>(p, 24) + held; }
@inline export function labelsAt(p: usize): usize { return <usize>load<u32>(p, 28) + held; }
@inline export function documentWeightsAt(p: usize): usize { return <usize>load<u32>(p, 32) + held; }
@inline export function scoresAt(p: usize): usize { return <usize>load<u32>(p, 36); }
@inline export function activeAt(p: usize): usize { return <usize>load<u32>(p, 40); }
@inline export function activeCountsAt(p: usize): usize { return <usize>load<u32>(p, 44); }
@inline export function squaresAt(p: usize): usize { return <usize>load<u32>(p, 48); }
@inline export function lossesAt(p: usize): usize { return <usize>load<u32>(p, 52); }
@inline export function interceptAt(p: usize): usize { return <usize>load<u32>(p, 56); }
@inline export function interceptStateAt(p: usize): usize { return <usize>load<u32>(p, 60); }
@inline export function wideAt(p: usize): usize { return <usize>load<u32>(p, 64); }
@inline export function gradientAt(p: usize): usize { return <usize>load<u32>(p, 68); }
@inline export function entropiesAt(p: usize): usize { return <usize>load<u32>(p, 72); }
@inline export function mixtureAt(p: usize): usize { return <usize>load<u32>(p, 76); }
@inline export function hasBlanks(p: usize): bool { return load<u32>(p, 80) != 0; }
@inline export function termsAt(p: usize): usize { return <usize>load<u32>(p, 84); }
