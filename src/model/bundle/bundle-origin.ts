import { type PipelineConfig, pipelineConfig } from '../../config/pipeline-config.js';
import type { Digest } from '../../core/digest.js';
import type { BundleManifest } from './bundle-format.js';
import { corrupt } from './read-manifest.js';

/** The member `run` of a bundle's manifest, as far as others need it. */
export interface BundleOrigin {
  readonly id: string;
  /** With the defaults of this release where the bundle is older. */
  readonly config: PipelineConfig;
  readonly partitions: readonly { readonly path: string; readonly digest: Digest; readonly byteCount: number }[];
  /** Every file that the run read; bundles of the first releases do not have it. */
  readonly inputs?:
    | null
    | readonly {
        readonly role: string;
        readonly path: string;
        readonly digest: Digest;
        readonly byteCount: number;
        readonly run?: string;
      }[];
  readonly environment?: unknown;
}

/** The columns that the run read from folder names (`data.folderColumns`); none where its settings say nothing of them. */
export function folderColumnsOf({ run }: BundleManifest): readonly string[] {
  const { config } = run as { readonly config?: { readonly data?: { readonly folderColumns?: readonly string[] } } };
  return config?.data?.folderColumns ?? [];
}

/** Whether the run counted its texts as confidential (`privacy.examples: false`); not, where its settings say nothing of it. */
export function isConfidential({ run }: BundleManifest): boolean {
  // A manifest that nobody has checked yet may have none.
  const origin = run as { readonly config?: { readonly privacy?: { readonly examples?: boolean } } } | null | undefined;
  return origin?.config?.privacy?.examples === false;
}

/** The run that made a bundle, as its manifest records it. `artifact.corrupt` when its settings are none of a pipeline. */
export function originOf({ run }: BundleManifest, folder: string): BundleOrigin {
  const origin = run as unknown as BundleOrigin;
  const parsed = pipelineConfig.safeParse(origin.config);
  if (!parsed.success) throw corrupt(folder, 'settings of a run that cannot be read', 'a manifest whose run.config is that of a pipeline');
  return { ...origin, config: parsed.data };
}
