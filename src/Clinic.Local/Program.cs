using Clinic.Local.Cli;

return await CommandLine.RunAsync(args);
