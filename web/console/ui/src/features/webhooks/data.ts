// What the page of webhooks reads.
import { useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'

export type Webhook = Schema<'WebhookView'>
export type Delivery = Schema<'DeliveryView'>

export const useWebhooks = () => useQuery({ queryKey: ['webhooks', 'list'], refetchInterval: 30_000, queryFn: () => ask(api.GET('/api/webhooks')) })

export const useFacts = () => useQuery({ queryKey: ['webhooks', 'facts'], staleTime: Infinity, queryFn: () => ask(api.GET('/api/webhooks/facts')) })
