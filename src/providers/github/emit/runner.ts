import { formatPlatform, type Platform } from '../../../pipeline/pipeline.ts';

/** Labels of GitHub's own machines (docs.github.com, "GitHub-hosted runners reference"), the default of each system first. */
const LABELS: Readonly<Record<string, string>> = {
  linux: 'ubuntu-24.04',
  macos: 'macos-15',
  windows: 'windows-2025',
  'linux/x64': 'ubuntu-24.04',
  'linux/arm64': 'ubuntu-24.04-arm',
  'macos/x64': 'macos-15-intel',
  'macos/arm64': 'macos-15',
  'windows/x64': 'windows-2025',
  'windows/arm64': 'windows-11-arm',
};

export function labelOf(platform: Platform): string {
  return LABELS[formatPlatform(platform)] ?? LABELS[platform.os] ?? 'ubuntu-24.04';
}

/** The platform a label stands for when nothing else is said. */
export function platformOfLabel(label: string): string | undefined {
  return Object.entries(LABELS).find(([, known]) => known === label)?.[0];
}

/** `cimg/python:3.12` is an image of a container, no label of a machine. */
export function isLabel(image: string): boolean {
  return !/[/:\s]/.test(image);
}
