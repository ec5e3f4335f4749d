/** What is proposed to somebody who writes a line of brat standoff, and what the proposals are made from. */
import type { AnnotationConfiguration } from './annotationConfiguration.ts';
import type { StandoffLine } from './lines.ts';

/** Something that may stand in a slot. */
export interface Proposal {
  readonly label: string;
  /** Replaces what stands in the slot. */
  readonly newText: string;
  /** What it is; for an annotation its words and its type. */
  readonly detail: string;
  /** What may be typed to find it besides its label: the words of an annotation. */
  readonly words?: string;
  readonly kind: 'id' | 'type' | 'role' | 'annotation' | 'value' | 'terminology';
}

/** The file around a slot and what is known of its corpus. */
export interface Surroundings {
  readonly lines: readonly StandoffLine[];
  /** The index in `lines` of the line with the slot, or of the line it follows where it stands for itself. */
  readonly index: number;
  /** Whether the line with the slot is one of `lines`; an empty last line is none. */
  readonly isLine: boolean;
  readonly configuration?: AnnotationConfiguration;
  /** Entity types to propose besides those of the file where there is no configuration. */
  readonly entityTypes: readonly string[];
  /** Terminologies that the tools of the corpus know. */
  readonly terminologies: readonly string[];
}
