import { createManualClock } from '../../../src/adapters/memory/clock.ts'
import { createMemoryProviderPlaces } from '../../../src/adapters/memory/provider-places.ts'
import { providerPlacesContract } from '../../../src/testing/contracts/provider-places.contract.ts'

providerPlacesContract({
  name: 'memory',
  create: async () => {
    const clock = createManualClock()
    const places = createMemoryProviderPlaces({ clock })
    return {
      workers: [places, places],
      advance: async (durationMs) => clock.advance(durationMs),
      close: async () => {},
    }
  },
})
