import { readFile } from 'node:fs/promises'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

// What makes a file slow before it has tested anything.
const servers = /\b(?:startOwnStack|useBrowser)\(/

/**
 * The order in which files start: what takes longest comes first, so that nothing long is left alone at the end. That is
 * known from the last run; on a fresh machine files with a stack or a browser of their own come first, the larger before
 * the smaller.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- the sequencer's own, which leaves `files` as they are
    const sorted = await super.sort(files)
    if (files.every((file) => this.ctx.cache.getTestSpecificationResult(file))) return sorted
    const texts = new Map(await Promise.all(files.map(async (file) => [file, await readFile(file.moduleId, 'utf8')] as const)))
    const isSlow = (file: TestSpecification) => servers.test(texts.get(file) ?? '')
    return sorted.toSorted((one, other) => Number(isSlow(other)) - Number(isSlow(one)))
  }
}
