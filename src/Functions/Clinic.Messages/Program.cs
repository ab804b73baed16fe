using Clinic.Core;
using Clinic.Core.Http;
using Clinic.Messages;

var host = new FunctionHost<MessagesApi>(MessagesApi.Routes, new MessagesApi(), new Headers(ClinicEnvironment.CorsAllowedOrigin), new JsonLogger(TimeProvider.System));
await LambdaFunction.RunAsync(host, warmUp: () => Task.CompletedTask);
