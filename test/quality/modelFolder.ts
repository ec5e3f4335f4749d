/** What a model folder says of itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Calibration } from '../../server/suggestion/calibration.ts';

export interface ModelFolder {
  readonly name?: string;
  readonly version?: string;
  readonly types: readonly string[];
  /** Of each type that has one. */
  readonly calibrations: ReadonlyMap<string, Calibration>;
}

interface Head {
  readonly type: string;
  readonly calibration?: Calibration;
}

interface Settings {
  readonly name?: string;
  readonly version?: string;
  readonly decoding?: { readonly heads?: readonly Head[] };
}

/** What `goldspan.json` says. A folder without that file is a model all the same, of which nothing is known here. */
export function readModelFolder(folder: string): ModelFolder {
  let settings: Settings = {};
  try {
    settings = JSON.parse(readFileSync(join(folder, 'goldspan.json'), 'utf8')) as Settings;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const { name, version, decoding } = settings;
  const heads = decoding?.heads ?? [];
  return {
    ...(name !== undefined && { name }),
    ...(version !== undefined && { version }),
    types: heads.map(({ type }) => type),
    calibrations: new Map(
      heads.flatMap(({ type, calibration }) => (calibration === undefined ? [] : [[type, calibration]])),
    ),
  };
}
