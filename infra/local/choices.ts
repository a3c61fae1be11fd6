// Settings that a deployment takes from its context; the local stack takes them by the names that functions get them by.
const names = ['TIMELINE_FANOUT_LIMIT', 'TIMELINE_IDLE_DAYS', 'TIMELINE_LENGTH']

/** The settings that an environment chooses, as context. */
export function choicesIn(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name.toLowerCase(), env[name]]])))
}
