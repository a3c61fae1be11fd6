// Settings that a deployment takes from its context; the local stack takes them by the names that functions get them by.
const names = ['TIMELINE_FANOUT_LIMIT', 'TIMELINE_IDLE_DAYS', 'TIMELINE_LENGTH']

// Nobody decodes videos here.
const fixed = { video_frames: 'embedded' }

/** The settings that an environment chooses, and those that the local stack does, as context. */
export function choicesIn(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return { ...fixed, ...Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name.toLowerCase(), env[name]]]))) }
}
