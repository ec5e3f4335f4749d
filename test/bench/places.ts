/** Where the bench finds what it measures. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export const samples = path('../../samples');
export const model = path('../../models/entities');
export const relationModels = [path('../../models/relations'), path('../../models/chemical-protein')];
export const terminology = path('../../models/terminology/concepts.index');
export const nameEncoder = path('../../models/concepts');
export const engineScript = path('../../dist/engine.cjs');
export const commandLine = path('../../dist/cli.cjs');
export const longNote = join(samples, 'longitudinal-record.txt');
export const peakMemory = new URL('peakMemory.ts', import.meta.url).href;

/** A file of the public corpora, which are in the folder GOLDSPAN_DATA or beside the checkout; undefined without it. */
export function corpusFile(relative: string): string | undefined {
  const file = join(process.env['GOLDSPAN_DATA'] ?? path('../../../shared/data'), relative);
  return existsSync(file) ? file : undefined;
}
