/** Routes for functions beside which nobody keeps lists in order. */
export const noLists = { EVENT_ROUTES: JSON.stringify({ 'popularity.changed': [] }) }
