// What a page for customers says, as the package page keeps it: three sections of blocks. Here are its shapes and how blocks move.

export const kinds = ['hook', 'text', 'picture', 'trust', 'play', 'crowd', 'rules', 'lead', 'action'] as const
export const sections = ['top', 'middle', 'bottom'] as const
export const proofs = ['certificate', 'qualification', 'expert', 'customer'] as const
export const skins = ['plain', 'warm', 'fresh', 'night'] as const

// mostBlocks is how many blocks a section has at most.
export const mostBlocks = 30

export type Kind = (typeof kinds)[number]
export type SectionName = (typeof sections)[number]

// Block is one block; which fields it uses is its kind's.
export interface Block { kind: string; title?: string; text?: string; picture?: string; alt?: string; proof?: string; until?: string; to?: string; ref?: string }

// PageJson is the whole page.
export interface PageJson { skin?: string; top: Block[]; middle: Block[]; bottom: Block[] }

// Spot is where a block stands.
export interface Spot { section: SectionName; at: number }

// BlockFault is something wrong with a page; `field` begins with "page", as in page.top[0].title. One that only warns keeps
// nothing from being published.
export interface BlockFault { field: string; text: string; warns?: boolean }

// blockOf gives the block at a spot.
export const blockOf = (p: PageJson, s: Spot | undefined): Block | undefined => (s ? p[s.section][s.at] : undefined)

// fieldOf spells a spot as faults do.
export const fieldOf = (s: Spot) => `page.${s.section}[${s.at}]`

// spotOf reads the spot of which a fault speaks, with the field of the block behind it.
export function spotOf(field: string): { spot: Spot; rest: string } | undefined {
  const [, name, at, rest] = /^page\.(top|middle|bottom)\[(\d+)\](?:\.(.*))?$/.exec(field) ?? []
  const section = sections.find((x) => x === name)
  return section && { spot: { section, at: Number(at) }, rest: rest ?? '' }
}

// put replaces the block at a spot.
export const put = (p: PageJson, s: Spot, b: Block): PageJson => ({ ...p, [s.section]: p[s.section].map((x, n) => (n === s.at ? b : x)) })

// add puts a block in at a spot; what stood there comes after it.
export const add = (p: PageJson, s: Spot, b: Block): PageJson => ({ ...p, [s.section]: p[s.section].toSpliced(s.at, 0, b) })

// remove takes the block at a spot out.
export const remove = (p: PageJson, s: Spot): PageJson => ({ ...p, [s.section]: p[s.section].toSpliced(s.at, 1) })

// step gives where a block comes to stand when it moves by one, up (-1) or down (1): past the edge of a section into the one
// beside it. undefined: it stands at the end of the page.
export function step(p: PageJson, s: Spot, by: -1 | 1): Spot | undefined {
  const at = s.at + by
  if (at >= 0 && at < p[s.section].length) return { section: s.section, at }
  const section = sections[sections.indexOf(s.section) + by]
  return section && { section, at: by < 0 ? p[section].length : 0 }
}

// move has a block stand elsewhere.
export function move(p: PageJson, from: Spot, to: Spot): PageJson {
  const block = blockOf(p, from)
  return block ? add(remove(p, from), to, block) : p
}

// blank is a new block of a kind; a button leads to the first thing that the page can do.
export function blank(kind: Kind, offered: readonly Kind[]): Block {
  if (kind === 'action') return { kind, to: offered.includes('play') ? '#play' : '#lead' }
  return kind === 'trust' ? { kind, proof: 'customer' } : { kind }
}
