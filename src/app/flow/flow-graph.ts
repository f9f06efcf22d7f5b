import { type FlowStep, stageSteps } from '../../runner/flow/flow.js';

/** A stage of the graph, with everything that it waits for. */
export interface GraphStage {
  readonly stage: string;
  /** Names of the artifacts that it reads, and of the one that it gives. */
  readonly reads: readonly string[];
  readonly gives: string;
  /** The stages that made what it reads, in the order of the flow; one that another of them waits for is left out. */
  readonly after: readonly string[];
}

/** Stages and what they wait for, as the flow has them. */
export function flowGraph(flow: readonly FlowStep[]): readonly GraphStage[] {
  const makers = makersOf(flow);
  const waitsFor = new Map<string, ReadonlySet<string>>();
  return stageSteps(flow).map(({ stage: { name: stage }, needs: reads, gives }) => {
    const direct = new Set(reads.flatMap((artifact) => makers.get(artifact) ?? []));
    const implied = new Set([...direct].flatMap((earlier) => [...(waitsFor.get(earlier) ?? [])]));
    waitsFor.set(stage, new Set([...direct, ...implied]));
    return { stage, reads, gives, after: [...waitsFor.keys()].filter((earlier) => direct.has(earlier) && !implied.has(earlier)) };
  });
}

/** Artifact → the stages that have to run before it is there: of a choice, those of what it is made of. */
function makersOf(flow: readonly FlowStep[]): ReadonlyMap<string, readonly string[]> {
  const makers = new Map<string, readonly string[]>();
  for (const step of flow) {
    makers.set(step.gives, 'stage' in step ? [step.stage.name] : step.needs.flatMap((name) => makers.get(name) ?? []));
  }
  return makers;
}

/** The graph as lines `a ─► b ─► c` that hold every arrow once; a stage with several arrows stands in several lines. */
export function flowLines(graph: readonly GraphStage[]): readonly (readonly string[])[] {
  const lines: string[][] = [];
  for (const { stage, after } of graph) {
    if (after.length === 0) lines.push([stage]);
    for (const earlier of after) {
      const line = lines.find((each) => each.at(-1) === earlier);
      if (line === undefined) lines.push([earlier, stage]);
      else line.push(stage);
    }
  }
  return lines;
}
