// What few figures have.
import { FunnelChart, HeatmapChart, TreeChart } from 'echarts/charts'
import { MarkLineComponent, VisualMapComponent } from 'echarts/components'
import { use } from 'echarts/core'

use([FunnelChart, HeatmapChart, TreeChart, MarkLineComponent, VisualMapComponent])
