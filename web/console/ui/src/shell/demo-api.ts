import { askPath } from '@/api/client'

// How far the demo brand is. It stays "removing" until all is gone, then there is none.
export interface Demo { state: 'none' | 'pouring' | 'ready' | 'removing'; percent: number }

export const removeDemo = () => askPath('/api/demo', undefined, 'DELETE')
