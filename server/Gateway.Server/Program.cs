using System.CommandLine;
using Gateway.Server;

var host = new Option<string>("--host") { Description = "Address to listen on.", DefaultValueFactory = static _ => "127.0.0.1" };
var port = new Option<int>("--port") { Description = "Port of the Spark Connect service; 0 takes a free one.", DefaultValueFactory = static _ => 15002 };
var config = new Option<FileInfo?>("--config") { Description = "File of configuration: one 'key value' or 'key=value' a line." };
var token = new Option<string?>("--token") { Description = "Token that clients must send." };
var logLevel = new Option<string>("--log-level") { Description = "Least level of log lines: Debug, Information, Warning, Error or None.", DefaultValueFactory = static _ => "Warning" };
var root = new RootCommand("Serves Spark Connect clients with the Gateway engine.") { host, port, config, token, logLevel };
root.SetAction((result, cancellation) => GatewayHost.RunAsync(
    new GatewayHostOptions(
        result.GetValue(host)!,
        result.GetValue(port),
        result.GetValue(config),
        result.GetValue(token) ?? Environment.GetEnvironmentVariable("SPARK_CONNECT_AUTHENTICATE_TOKEN"),
        result.GetValue(logLevel)!),
    cancellation));
return await root.Parse(args).InvokeAsync().ConfigureAwait(false);
