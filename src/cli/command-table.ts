import type { CommandSpec } from './command.js';

const AROUND = 'Around it:';

const SETTINGS = 'Settings are key=value pairs over the file, such as search.mode=exact or search.grid.l2=[1e-4,1e-5]; values are YAML.';

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'config show',
    args: '<pipeline> [settings...]',
    summary: 'a pipeline with every default filled in',
    details: `Shows a pipeline with every default filled in, after checking it.\n${SETTINGS}`,
    section: AROUND,
    examples: ['millrace config show pipelines/business-activity.yaml', 'millrace config show pipelines/business-activity.yaml features.chars=null'],
    load: async () => (await import('./commands/config-show.js')).configShow,
  },
  {
    name: 'config schema',
    args: '',
    summary: 'the JSON Schema of pipeline files, for editors',
    section: AROUND,
    examples: ['millrace config schema > pipeline.schema.json'],
    load: async () => (await import('./commands/config-schema.js')).configSchema,
  },
  {
    name: 'doctor',
    args: '',
    summary: 'check that this machine has what a run needs',
    details: 'Checks Node, cores, memory, workspace, disk, kernels, tables and workers. Exit code 0, 4 (resources) or 5 (engines).',
    section: AROUND,
    examples: ['millrace doctor', 'millrace doctor --workspace /data/millrace --memory 2GiB --workers 4'],
    load: async () => (await import('./commands/doctor.js')).doctor,
  },
];
