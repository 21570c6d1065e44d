// Where things are in the console, without the /console in front. Pages link by these and never by a written address.
type Params = Record<string, string | undefined>

function withQuery(path: string, params: Params = {}): string {
  const all = Object.entries(params).filter((e): e is [string, string] => e[1] !== undefined && e[1] !== '')
  return all.length === 0 ? path : `${path}?${new URLSearchParams(all).toString()}`
}

const part = encodeURIComponent

export const to = {
  today: () => '/today',
  loop: () => '/',
  customers: (q?: Params) => withQuery('/customers', q),
  customer: (id: string) => `/customers/${part(id)}`,
  twins: () => '/customers/twins',
  ladder: () => '/customers/ladder',
  segments: () => '/customers/segments',
  segment: (id: string) => `/customers/segments/${part(id)}`,
  newSegment: () => '/customers/segments/new',
  communities: (q?: Params) => withQuery('/communities', q),
  community: (id: string) => `/communities/${part(id)}`,
  matrix: () => '/communities/matrix',
  newCommunity: (q?: Params) => withQuery('/communities/new', q),
  flowRules: () => '/communities/flows',
  codes: () => '/communities/codes',
  capacity: () => '/communities/capacity',
  code: (id: string) => `/communities/codes/${part(id)}`,
  communitySettings: () => '/communities/settings',
  broadcasts: () => '/communities/broadcasts',
  broadcast: (id: string) => `/communities/broadcasts/${part(id)}`,
  newBroadcast: (q?: Params) => withQuery('/communities/broadcasts/new', q),
  outreachPolicy: () => '/communities/broadcasts/policy',
  campaigns: () => '/campaigns',
  newCampaign: () => '/campaigns/new',
  campaign: (id: string, q?: Params) => withQuery(`/campaigns/${part(id)}`, q),
  campaignBoard: (id: string) => `/campaigns/${part(id)}/board`,
  landings: () => '/campaigns/landings',
  proofs: () => '/campaigns/proofs',
  landing: (id: string) => `/campaigns/landings/${part(id)}`,
  orders: (q?: Params) => withQuery('/orders', q),
  order: (id: string) => `/orders/${part(id)}`,
  unmatched: () => '/orders/unmatched',
  payments: () => '/orders/payments',
  bill: () => '/orders/bill',
  parcels: (q?: Params) => withQuery('/orders/parcels', q),
  spend: (q?: Params) => withQuery('/orders/spend', q),
  products: () => '/products',
  product: (id: string) => `/products/${part(id)}`,
  gifts: (q?: Params) => withQuery('/campaigns/gifts', q),
  referral: () => '/referral',
  tree: (id: string) => `/referral/tree/${part(id)}`,
  claims: (person = '') => withQuery('/referral/claims', { person }),
  insight: () => '/insight',
  metric: (name: string, q?: Params) => withQuery(`/insight/${part(name)}`, q),
  experiments: () => '/insight/experiments',
  newExperiment: () => '/insight/experiments/new',
  experiment: (id: string) => `/insight/experiments/${part(id)}`,
  costs: () => '/insight/costs',
  evening: () => '/evening',
  imports: () => '/imports',
  newImport: () => '/imports/new',
  oneImport: (id: string) => `/imports/${part(id)}`,
  settings: (room = '') => (room ? `/settings/${part(room)}` : '/settings'),
  welcome: () => '/welcome',
  start: () => '/start',
  account: () => '/account',
  login: (back?: string) => withQuery('/login', { to: back }),
} as const

// fromServer maps an address of the API's answers (an act's path, a step's href) to ours.
export const fromServer = (href: string): string => href.replace(/^\/console(?=\/|$)/, '') || '/'

// home of an id by the letters in front of it.
export function ofId(id: string): string | null {
  switch (id.slice(0, 4)) {
    case 'cus_': return to.customer(id)
    case 'com_': return to.community(id)
    case 'ord_': return to.order(id)
    case 'seg_': return to.segment(id)
    case 'imp_': return to.oneImport(id)
    case 'brc_': return to.broadcast(id)
    case 'lnd_': return to.landing(id)
    case 'cam_': return to.campaignBoard(id)
  }
  return null
}
