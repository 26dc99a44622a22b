module skladbridge/tools/pause

go 1.21
