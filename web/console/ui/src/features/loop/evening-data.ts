import { useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'

// useEvening gives what an owner should know tonight.
export const useEvening = () => useQuery({ queryKey: ['evening'], queryFn: () => ask(api.GET('/api/evening')) })
