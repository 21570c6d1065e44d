import { QueryClient } from '@tanstack/react-query'
import { asProblem } from './problem'

// The cache of answers. A refusal is not asked again; a lost line or a busy server is, twice.
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      networkMode: 'always',
      retry: (failed, error) => failed < 2 && [0, 502, 503, 504].includes(asProblem(error).status),
      retryDelay: (attempt) => 800 * 2 ** attempt,
    },
    mutations: { networkMode: 'always', retry: false },
  },
})
