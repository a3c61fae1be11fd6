/** A post of the story. */
export interface WrittenPost {
  readonly author: string
  readonly content: string
  /** How much more than usual it draws. */
  readonly appeal?: number
  readonly poll?: readonly string[]
  readonly content_warning?: string
  readonly visibility?: 'followers'
  /** The beginning of the post that it quotes, which stands before it. */
  readonly quotes?: string
}

/** What everybody talks about in the last hour. */
export const lately: readonly WrittenPost[] = [
  { author: 'jonas', content: 'Look north. Now. #northernlights' },
  { author: 'ingrid', content: 'From the night train, through a window that was never cleaned, and still. #northernlights #nighttrain' },
  { author: 'tariq', content: 'Not a cloud. The water tank has never looked better. #northernlights #astronomy' },
  { author: 'elin', content: 'Green, with a hem of pink. One observation, no control group. #northernlights #statistics' },
  { author: 'lars_h', content: 'All of it twice: the lake is that still. #northernlights #boats' },
  { author: 'kwame', content: 'Oxygen, a hundred kilometres up, since you ask. Thirty-one students on one roof. #northernlights #physics' },
  { author: 'theo', content: 'Even plot 31 looks tidy in this light. #northernlights #allotment' },
]

/** What people post, in the order in which they do. */
export const posts: readonly WrittenPost[] = [
  { author: 'ada', content: 'The doors are open. Say hello, read something, tell us what is broken. #welcome', appeal: 3 },
  { author: 'rosa', content: 'First slug of the year. It was carried, politely, to the far end of @henry’s plot. #allotment', appeal: 2 },
  { author: 'henry', content: 'I have returned it. #allotment', quotes: 'First slug of the year', appeal: 3 },
  { author: 'tomas_w', content: 'Added one index, removed one meeting. #queryplans', appeal: 2 },
  { author: 'yusuf', content: '4:10 in the morning and the starter has opinions. #sourdough' },
  { author: 'wren', content: 'Reminder that the quiet pager is the product. #oncall', appeal: 1 },
  { author: 'amara', content: 'Low tide, 06:40. Counted 212 limpets on one square metre, which is more than last year and fewer than I hoped. #limpets' },
  {
    author: 'yusuf',
    content: 'To settle something at home: what goes under the butter? #sourdough',
    poll: ['Crust end', 'Middle slice', 'Toast or nothing', 'More butter'],
    appeal: 3,
  },
  { author: 'clara', content: 'The middle slice people frighten me. #sourdough', quotes: 'To settle something at home' },
  { author: 'ingrid', content: 'The night train to Narvik has a library car again: one shelf, nine books, two of them mine now. #nighttrain', appeal: 2 },
  { author: 'hana', content: 'Finished the tram novel on the tram. Missed my stop, twice. #reading' },
  { author: 'felix', content: 'A page that loads in 90 ms and says “closed on Mondays” beats one that loads in 4 s and says it beautifully. #smallweb', appeal: 2 },
  { author: 'tariq', content: 'Saturn tonight, 21:30, between the water tank and the neighbour’s washing. #astronomy', appeal: 1 },
  { author: 'mei', content: 'Glue is dry. Nobody touched it for nine hours, me included. #bookbinding' },
  { author: 'zofia', content: 'Found a butcher’s sign from 1934 under a phone shop. They let me take pictures before it is covered again. #type #ghostsigns', appeal: 3 },
  { author: 'chiara', content: 'This is what I mean by history: it is still there, it only has something in front of it. #ghostsigns', quotes: 'Found a butcher’s sign' },
  { author: 'priya', content: 'A CSV arrived today with three kinds of quotation marks. I have named them. #data', appeal: 2 },
  { author: 'elin', content: '“Significant” is not a synonym for “large”, a thread that I will not write because @priya has a violin lesson. #statistics' },
  { author: 'marguerite', content: '12.4 mm of rain since yesterday, and four rows unpicked. #weather #knitting' },
  { author: 'kwame', content: 'Thirty-one students, one shoebox, one laser pointer: the width of a hair is 71 µm, give or take a giggle. #physics', appeal: 2 },
  {
    author: 'dmitri',
    content: 'Picked in the birch wood this morning. Do not ask where. #mushrooms',
    content_warning: 'Raw mushrooms, some of them poisonous',
  },
  { author: 'leila', content: 'Tahdig on the third attempt. The first two were “rustic”. #cooking' },
  { author: 'noor', content: 'Three reports this week, all of them about spam, all of them gone within the hour. Thank you for telling us. #welcome' },
  { author: 'sofia', content: 'Today’s word that refuses to travel: “friolero”, someone who is always a little cold. #translation', appeal: 2 },
  { author: 'marguerite', content: 'I have a whole drawer for them. #translation #knitting', quotes: 'Today’s word that refuses' },
  { author: 'obi', content: 'On air at nine with an hour of songs about machines. Requests to @obi, before eight please. #radio' },
  {
    author: 'wren',
    content: 'How many alerts did you get last night that nobody had to act on? #oncall',
    poll: ['None', 'One or two', 'Too many', 'I am the alert'],
    appeal: 2,
  },
  { author: 'tomas_w', content: 'We deleted the dashboard that nobody opened. Somebody opened it today. #queryplans #oncall', appeal: 1 },
  { author: 'lars_h', content: 'The mast is in. The splinters are, too. #boats' },
  { author: 'jonas', content: 'Minus eleven, no wind, and the whole lake talking. #sleepingout', appeal: 1 },
  { author: 'sunita', content: 'Back from the pass. Tea first, then pictures. #himalaya', appeal: 1 },
  { author: 'beatriz', content: 'I put a zip in. It opens. It also closes. I have been opening and closing it for an hour. #sewing', appeal: 3 },
  { author: 'aiko', content: 'Kiln report: two bowls, one lid, a quantity of gravel. #ceramics', appeal: 2 },
  { author: 'beatriz', content: 'From one beginner to another: the gravel looks intentional. #ceramics', quotes: 'Kiln report' },
  { author: 'gareth', content: 'Basses of the allotment, rehearsal is moved to Thursday. Bring gloves. #allotment #choir' },
  { author: 'nadia', content: 'Night shift is over, the beans are up, and so am I, unfortunately. #allotment' },
  { author: 'ravi', content: 'Firmware is poetry with a watchdog. #embedded', appeal: 1 },
  { author: 'oliver', content: 'I read the release notes. All of them. Ask me anything about version 4.2.1. #releasenotes' },
  { author: 'felix', content: 'What changed in 4.2.1? #releasenotes', quotes: 'I read the release notes' },
  { author: 'malik', content: 'Taught nineteen people to hold a knife today. Nineteen went home with nineteen times ten fingers. #cooking', appeal: 2 },
  { author: 'paolo', content: 'Espresso. #coffee' },
  { author: 'henry', content: 'The bees came through the winter, all three hives. #bees #allotment', appeal: 2 },
  { author: 'rosa', content: 'For those who know where the key is: the water is back on, plots 30 to 50. #allotment', visibility: 'followers' },
  { author: 'theo', content: 'Forty litres of compost, one wheelbarrow, no regrets. #allotment' },
  {
    author: 'ada',
    content: 'What should we talk about next month? #welcome',
    poll: ['Gardens', 'Night trains', 'Old signs', 'Data that misbehaves', 'Bread'],
    appeal: 3,
  },
]
