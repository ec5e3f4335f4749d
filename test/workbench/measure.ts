/**
 * Measures what the extension costs a VS Code, and writes it to `out/workbench/figures.json`:
 *
 *     node test/workbench/measure.ts
 *
 * Ends with 0 when it has measured, and with 2 when there is no workbench on this machine.
 */

import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findWorkbench, type WorkbenchPrograms } from '../../scripts/workbench/locate.ts';
import { document, withFolder } from './corpus.ts';
import { withWorkbench } from './launch.ts';
import { annotationsIn } from './marks.ts';
import { residentBytes } from './processes.ts';
import { readReport, suiteSample } from './report.ts';
import { repositoryRoot, stageExtension, stageRunner } from './staging.ts';
import { eventually } from './waiting.ts';
import type { Workbench } from './workbench.ts';

/** What was measured in one run. Memory is left out where the system does not tell it. */
export type WorkbenchFigures = {
  /** From the call of the extension's `activate` to its end, where nothing had activated it before. */
  readonly activationMilliseconds: number;
  /** Resident memory with the longest sample open and read. */
  readonly serverResidentBytes?: number;
  readonly engineResidentBytes?: number;
};

/** The file that running this module writes. */
export const figuresFile = join(repositoryRoot, 'out', 'workbench', 'figures.json');

const longNote = 'longitudinal-record';

/** Opens a workbench where nothing activates the extension, activates it, and then opens the longest sample. */
export async function measureWorkbench(programs: WorkbenchPrograms): Promise<WorkbenchFigures> {
  let reportFile = '';
  const extensions = async (target: string) => {
    await stageExtension(repositoryRoot, target);
    reportFile = await stageRunner(target, 'activation');
  };
  return withFolder([suiteSample], {}, (folder) =>
    withWorkbench({ programs, folder, extensions }, async (workbench) => {
      const report = await eventually('the activation', () => readReport(reportFile));
      const { activationMilliseconds } = report;
      if (activationMilliseconds === undefined) {
        throw new Error(`The activation was not measured: ${JSON.stringify(report.results)}`);
      }
      for (const part of document(longNote)) {
        await cp(join(repositoryRoot, 'samples', part), join(workbench.folder, part));
      }
      await workbench.openFile(`${longNote}.txt`);
      await workbench.editor.drawingWhen(
        'annotations',
        ({ decorations }) => annotationsIn(decorations).length > 0,
      );
      await workbench.languageStatus((label) => label.includes('Goldspan: ready'));
      const serverResidentBytes = await memoryOf(workbench, 'server.cjs');
      const engineResidentBytes = await memoryOf(workbench, 'engine.cjs');
      return {
        activationMilliseconds,
        ...(serverResidentBytes !== undefined && { serverResidentBytes }),
        ...(engineResidentBytes !== undefined && { engineResidentBytes }),
      };
    }),
  );
}

async function memoryOf(workbench: Workbench, program: string): Promise<number | undefined> {
  const found = (await workbench.processes()).find(({ command }) => command.includes(program));
  return found && residentBytes(found.id);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { programs, missing } = findWorkbench();
  if (programs) {
    const figures = `${JSON.stringify(await measureWorkbench(programs), null, 2)}\n`;
    await mkdir(dirname(figuresFile), { recursive: true });
    await writeFile(figuresFile, figures);
    process.stdout.write(figures);
  } else {
    console.error(missing.join('\n'));
    process.exitCode = 2;
  }
}
