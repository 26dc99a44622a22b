// FerretDB as a program: MongoDB's protocol in front of PostgreSQL with DocumentDB.
//
// usage: ferretdb <postgresql url> <host:port to listen on> <state folder>
package main

import (
	"context"
	"log"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/FerretDB/FerretDB/v2/ferretdb"
)

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: ferretdb <postgresql url> <host:port to listen on> <state folder>")
	}

	noTelemetry := false

	server, err := ferretdb.New(&ferretdb.Config{
		PostgreSQLURL: os.Args[1],
		ListenAddr:    os.Args[2],
		StateDir:      os.Args[3],
		LogLevel:      slog.LevelWarn,
		LogOutput:     os.Stderr,
		Telemetry:     &noTelemetry,
	})
	if err != nil {
		log.Fatal(err)
	}

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()

	server.Run(ctx)
}
