using Clinic.Core;
using Clinic.Core.Http;
using Clinic.Reports;

var host = new FunctionHost<ReportsApi>(ReportsApi.Routes, new ReportsApi(), new Headers(ClinicEnvironment.CorsAllowedOrigin), new JsonLogger(TimeProvider.System));
await LambdaFunction.RunAsync(host, warmUp: () => Task.CompletedTask);
