/** What the extension costs a real VS Code, where there is one on this machine. */
import { findWorkbench } from '../../scripts/workbench/locate.ts';
import { measureWorkbench } from '../workbench/measure.ts';
import { type Figure, megabytes, milliseconds } from './figures.ts';

export async function measureInWorkbench(): Promise<Figure[]> {
  const { programs } = findWorkbench();
  if (programs === undefined) return [{ name: 'activation of the extension', value: 'no workbench' }];
  const figures = await measureWorkbench(programs);
  const memory = (name: string, bytes: number | undefined): Figure[] =>
    bytes === undefined ? [] : [{ name: `resident memory of the ${name}`, value: megabytes(bytes) }];
  return [
    { name: 'activation of the extension', value: milliseconds(figures.activationMilliseconds) },
    ...memory('language server', figures.serverResidentBytes),
    ...memory('engine', figures.engineResidentBytes),
  ];
}
