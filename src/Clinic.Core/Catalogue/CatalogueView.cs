namespace Clinic.Core.Catalogue;

/// <summary>The catalogue as the API shows it.</summary>
public sealed record CatalogueView(
    IReadOnlyList<ServiceView> Services, IReadOnlyList<string> Tools, IReadOnlyList<string> Motives, IReadOnlyList<string> Genders);

public sealed record ServiceView(string ServiceType, string Label, IReadOnlyList<string> InterventionTypes);
