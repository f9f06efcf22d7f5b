import { editorSchema } from '../../../config/compose/editor-schema.js';
import { pipelineSchema } from '../../../config/config-schema.js';
import type { Outcome } from '../../command.js';

/** `millrace config schema`: the JSON Schema of pipeline files. */
export async function configSchema(): Promise<Outcome> {
  const schema = editorSchema(pipelineSchema());
  return { json: { schema }, text: JSON.stringify(schema, null, 2) };
}
