#!/bin/sh
# Handler of a Lambda function with the Web Adapter's layer: what the adapter starts and forwards to.
exec node dist/main.cjs serve-http
