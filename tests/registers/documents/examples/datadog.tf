# SLOs of the shop
provider "datadog" {
  api_key = var.datadog_api_key
}

resource "datadog_service_level_objective" "checkout" {
  name        = "Checkout works"
  type        = "metric"
  description = "Customers can \"pay\""
  query {
    numerator   = "sum:shop.paid{result:ok}.as_count()"
    denominator = "sum:shop.paid{*}.as_count()"
  }
  thresholds {
    timeframe = "7d"
    target    = 99.5
    warning   = 99.8
  }
  thresholds {
    timeframe = "30d"
    target    = 99.9
  }
  tags = ["team:shop", "tier:1"]
}

resource "datadog_service_level_objective" "search" {
  name = "[${var.env}] Search answers"
  type = "monitor"
  description = <<-EOT
    Searches end within a second
    in = every shop
  EOT
  monitor_ids = [
    datadog_monitor.search.id,
  ]
  thresholds {
    timeframe = "30d"
    target    = var.search_target
  }
  tags = concat(local.tags, ["team:search"])
}

resource "datadog_monitor" "search" {
  name = "Search"
}
