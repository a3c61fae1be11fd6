import { describe, expect, it, test } from 'vitest'
import { cleanAnimatedPng, framesOfPng, secondsOfPng } from '../../../functions/media/animated-png.ts'
import { Rejection } from '../../../functions/media/rejection.ts'
import { gradient } from './pictures.ts'
import { animatedPng, chunk, framesSaid, hollowPng } from './png-chunks.ts'

const buffer = (bytes: Uint8Array) => Buffer.from(bytes)

test.each([
  ['a still one', hollowPng(8, 8), 1],
  ['one that says that it has one', animatedPng([{}]), 1],
  ['one of three', animatedPng([{}, {}, {}]), 3],
  ['one that says more than it holds', hollowPng(8, 8, framesSaid(9)), 9],
  ['one that says four thousand million', hollowPng(8, 8, framesSaid(0xffffffff)), 0xffffffff],
  ['one whose first chunk ends nowhere', animatedPng([{}, {}]).slice(0, 30), 1],
])('the frames of %s', (_, bytes, expected) => {
  expect(framesOfPng(buffer(bytes))).toBe(expected)
})

it('an animation takes as long as its frames', () => {
  expect(secondsOfPng(buffer(animatedPng([{}, {}, {}])))).toBeCloseTo(0.3)
})

describe('a cleaned animation', () => {
  it('has its size, and all of its frames', () => {
    const { width, height, content } = cleanAnimatedPng(buffer(animatedPng([{}, { size: 4, left: 4 }])))
    expect({ width, height, frames: framesOfPng(content) }).toEqual({ width: 8, height: 8, frames: 2 })
  })

  it.each(['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME', 'iCCP', 'caBX', 'prVt'])('has no %s', (type) => {
    const { content } = cleanAnimatedPng(buffer(animatedPng([{}, {}], chunk(type, Buffer.from('secret')))))
    expect(content.includes('secret')).toBe(false)
    expect(content.equals(buffer(animatedPng([{}, {}])))).toBe(true)
  })

  it('ends where it ends', () => {
    const { content } = cleanAnimatedPng(Buffer.concat([animatedPng([{}, {}]), Buffer.from('secret')]))
    expect(content.equals(buffer(animatedPng([{}, {}])))).toBe(true)
  })
})

test.each([
  ['an outside frame', animatedPng([{}, { size: 6, left: 3 }])],
  ['no end', animatedPng([{}, {}]).slice(0, -12)],
  ['half a chunk', animatedPng([{}, {}]).slice(0, -20)],
  ['no header', new Uint8Array(60)],
])('one with %s is refused', (_, bytes) => {
  expect(() => cleanAnimatedPng(buffer(bytes))).toThrow(Rejection)
})

it('a still picture of another’s making is one frame', async () => {
  expect(framesOfPng(await gradient(30, 30).png().toBuffer())).toBe(1)
})
