import { dirname } from '../../../platform/paths.ts';
import { xmlText } from '../../xml/xml-text.ts';
import { type AggregatedCoverage, type AggregatedFile, figuresOf, hitsAt } from '../aggregated-coverage.ts';
import type { Share } from '../share.ts';

/**
 * All platforms together as Cobertura XML (coverage-04.dtd): a package for each folder, a class for each file, named relative to `root`, which is the
 * one source. Where the number of branches taken is an interval, it is the lower end.
 */
export function renderCobertura({ files, origins }: AggregatedCoverage, root: string): string {
  const all = figuresOf(files);
  const packages = new Map<string, AggregatedFile[]>();
  for (const file of files) {
    const folder = dirname(file.path);
    const inside = packages.get(folder);
    if (inside === undefined) packages.set(folder, [file]);
    else inside.push(file);
  }
  const time = origins.reduce((latest, origin) => Math.max(latest, origin.time), 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">',
    `<coverage ${rates(all.lines, all.branches)} lines-covered="${all.lines.covered}" lines-valid="${all.lines.total}"` +
      ` branches-covered="${all.branches.covered}" branches-valid="${all.branches.total}" complexity="0" version="1"` +
      ` timestamp="${time}">`,
    '  <sources>',
    `    <source>${xmlText(root)}</source>`,
    '  </sources>',
    '  <packages>',
    ...Array.from(packages, ([folder, inside]) => renderPackage(folder, inside)),
    '  </packages>',
    '</coverage>',
    '',
  ].join('\n');
}

function renderPackage(folder: string, files: readonly AggregatedFile[]): string {
  const { lines, branches } = figuresOf(files);
  return [
    `    <package name="${xmlText(folder.replaceAll('/', '.'))}" ${rates(lines, branches)} complexity="0">`,
    '      <classes>',
    ...files.map(renderClass),
    '      </classes>',
    '    </package>',
  ].join('\n');
}

function renderClass(file: AggregatedFile): string {
  const { lines, branches } = figuresOf([file]);
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const united = new Map(file.branches.map((one) => [one.line, one.united]));
  return [
    `        <class name="${xmlText(name)}" filename="${xmlText(file.path)}" ${rates(lines, branches)} complexity="0">`,
    '          <methods/>',
    '          <lines>',
    ...file.lines.map((line, index) => {
      const taken = united.get(line);
      const start = `            <line number="${line}" hits="${hitsAt(file, index)}"`;
      if (taken === undefined || taken.total === 0) return `${start} branch="false"/>`;
      const percent = Math.floor((taken.covered * 100) / taken.total);
      return `${start} branch="true" condition-coverage="${percent}% (${taken.covered}/${taken.total})"/>`;
    }),
    '          </lines>',
    '        </class>',
  ].join('\n');
}

function rates(lines: Share, branches: Share): string {
  const rate = ({ covered, total }: Share): string =>
    total === 0 ? '1' : String(Math.floor((covered * 10_000) / total) / 10_000);
  return `line-rate="${rate(lines)}" branch-rate="${rate(branches)}"`;
}
