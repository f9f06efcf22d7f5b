import type { CommandSpec } from '../command.js';
import { AROUND } from './sections.js';
import { SETTINGS } from './settings-text.js';

/** Commands on the workspace, the configuration and the machine. */
export const AROUND_IT: readonly CommandSpec[] = [
  {
    name: 'export argo',
    args: '<pipeline> [key=value...]',
    summary: 'a pipeline as a workflow of Argo: prepare, a pod a trial, train, gate, promote',
    details: `Writes a Workflow, or with --cron a CronWorkflow (Argo 3.6 or later), whose steps are commands of this program on a shared workspace; they come to the digests of one run. Exit codes 2, 3, 10, 11 and 12 are not retried. Memory is what plan forecasts, so the data must be at hand.\n${SETTINGS}`,
    section: AROUND,
    options: [
      { flags: '--cron <schedule>', says: 'run at these times (UTC), such as "0 2 * * *"' },
      { flags: '--image <name>', says: 'the image of the steps (default: millrace with this release as its tag)' },
      { flags: '--out <file>', says: 'the file to write (default: to the output)' },
    ],
    examples: ['millrace export argo pipelines/business-activity.yaml --cron "0 2 * * *" --out night.yaml'],
    load: async () => (await import('../commands/export/argo.js')).exportArgo,
  },
  {
    name: 'gc',
    args: '',
    summary: 'remove stored work that no run needs',
    details:
      'Removes stored work that no kept run used. Runs, with their bundles and reports, are never touched, nor is the work of registered models, nor what a stopped run finished, until the same command is done. Pruned runs need no stored work.',
    section: AROUND,
    options: [
      { flags: '--dry-run', says: 'only count what would be removed' },
      { flags: '--keep-runs <n>', says: 'keep the work of so many of the newest runs of each pipeline (default: all)' },
    ],
    examples: ['millrace gc --dry-run', 'millrace gc --keep-runs 3'],
    load: async () => (await import('../commands/gc.js')).gc,
  },
  {
    name: 'config show',
    args: '<pipeline> [key=value...]',
    summary: 'a pipeline with every default filled in, each with its origin',
    details: `Shows a pipeline with every default filled in, after checking it. Behind each value stands where it comes from: FILE:LINE, command line, default or the run of search.from, and the interpolation that was replaced. What is shown is itself a pipeline file, for the same configuration.\n${SETTINGS}`,
    section: AROUND,
    options: [{ flags: '--explain', says: 'above each key what it is for, its range and its default' }],
    examples: [
      'millrace config show pipelines/business-activity.yaml features.chars=null',
      'millrace config show pipelines/business-activity.yaml features=char --explain',
    ],
    load: async () => (await import('../commands/config/show.js')).configShow,
  },
  {
    name: 'config schema',
    args: '',
    summary: 'the JSON Schema of pipeline files, for editors',
    section: AROUND,
    examples: ['millrace config schema > pipeline.schema.json'],
    load: async () => (await import('../commands/config/schema.js')).configSchema,
  },
  {
    name: 'completion',
    args: '<shell>',
    summary: 'a script with which bash or zsh completes commands, options and file names',
    section: AROUND,
    examples: ['source <(millrace completion bash)', "echo 'source <(millrace completion zsh)' >> ~/.zshrc"],
    load: async () => (await import('../commands/completion.js')).completion,
  },
  {
    name: 'doctor',
    args: '',
    summary: 'check that this machine has what a run needs',
    details:
      'Checks Node, cores, memory, workspace, disk, kernels, tables and workers; with --remote also whether a Spark Connect server answers, sees the files of the workspace and runs Node and millrace where its tasks run. The token of the server is read from SPARK_CONNECT_AUTHENTICATE_TOKEN. Exit code 0, 4 (resources) or 5 (engines).',
    section: AROUND,
    options: [{ flags: '--remote <address>', says: 'a Spark Connect server to check too: sc://host[:15002]/;key=value;…' }],
    examples: [
      'millrace doctor',
      'millrace doctor --workspace /data/millrace --memory 2GiB --workers 4',
      "millrace doctor --remote 'sc://localhost:15002/;use_ssl=false'",
    ],
    load: async () => (await import('../commands/doctor.js')).doctor,
  },
];
