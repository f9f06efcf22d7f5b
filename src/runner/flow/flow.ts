import type { Stage } from './stage.js';

/** Anything that a step gives: its kind tells it from others. */
interface Artifact {
  readonly kind: string;
}

/** A stage in its place: which artifacts it is given, by name, and under which name its own goes on. */
export interface StageStep {
  readonly stage: Stage<never, Artifact>;
  readonly needs: readonly string[];
  readonly gives: string;
  /** It has effects outside of the store and the run folder: a plan never runs it. */
  readonly actsOutside?: true;
}

/** No work, only a choice: an artifact that lies in others under a name of its own. */
export interface ChoiceStep {
  readonly choose: (made: never) => Artifact;
  readonly needs: readonly string[];
  readonly gives: string;
}

/** One entry of a flow. */
export type FlowStep = StageStep | ChoiceStep;

type InputOf<Step extends FlowStep> = Step extends { readonly stage: Stage<infer Input, infer _Output> }
  ? Input
  : Step extends { readonly choose: (made: infer Input) => Artifact }
    ? Input
    : never;

type OutputOf<Step extends FlowStep> = Step extends { readonly stage: Stage<never, infer Output> }
  ? Output
  : Step extends { readonly choose: (made: never) => infer Output }
    ? Output
    : never;

/** Every artifact of a flow by its name: the one place where their types come from. */
export type MadeBy<Steps extends readonly FlowStep[]> = { readonly [Step in Steps[number] as Step['gives']]: OutputOf<Step> };

/** The step itself when all it needs is there and of the right kind; else what is wrong with it. */
type WiredStep<Step extends FlowStep, Earlier> = Step['needs'][number] extends keyof Earlier
  ? Pick<Earlier, Step['needs'][number]> extends InputOf<Step>
    ? Step
    : { readonly needs: { readonly missingOrOfAnotherKind: InputOf<Step> } }
  : { readonly needs: { readonly notMadeBefore: Exclude<Step['needs'][number], keyof Earlier> } };

type Wired<Steps extends readonly FlowStep[], Earlier = unknown> = Steps extends readonly [
  infer Step extends FlowStep,
  ...infer Later extends readonly FlowStep[],
]
  ? readonly [WiredStep<Step, Earlier>, ...Wired<Later, Earlier & { readonly [Name in Step['gives']]: OutputOf<Step> }>]
  : readonly [];

/** A flow, in the order of its work. A step that needs what no earlier one gives, or something of another kind, does not compile. */
export function defineFlow<const Steps extends readonly FlowStep[]>(steps: Steps & Wired<Steps>): Steps {
  return steps;
}

/** The stages of a flow, in their order. */
export function stageSteps(flow: readonly FlowStep[]): readonly StageStep[] {
  return flow.filter((step) => 'stage' in step);
}

/** Runs one stage on its artifacts; undefined ends the walk. */
export type VisitStage = (step: StageStep, input: object) => Promise<Artifact | undefined>;

/**
 * Goes through a flow step by step and returns what was made, all of it unless a visit ends the walk: data goes down only.
 * Artifacts that are `known` already are not made again.
 */
export async function walkFlow<Steps extends readonly FlowStep[]>(
  flow: Steps,
  visit: VisitStage,
  known: Partial<MadeBy<Steps>> = {},
): Promise<Partial<MadeBy<Steps>>> {
  const made: Record<string, Artifact | undefined> = { ...(known as Readonly<Record<string, Artifact>>) };
  for (const step of flow) {
    if (made[step.gives] !== undefined) continue;
    const input = Object.fromEntries(step.needs.map((name) => [name, made[name]]));
    // `defineFlow` has checked that a step needs what it is given.
    const output = 'stage' in step ? await visit(step, input) : step.choose(input as never);
    if (output === undefined) break;
    made[step.gives] = output;
  }
  return made as Partial<MadeBy<Steps>>;
}
