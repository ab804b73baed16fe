namespace Clinic.Anonymization.Tasks;

/// <summary>The export has ended already, as a failure: there is nothing to go on with.</summary>
internal sealed class ExportEndedException() : Exception("The export has ended.");
