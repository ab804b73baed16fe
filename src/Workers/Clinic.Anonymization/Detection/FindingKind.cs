namespace Clinic.Anonymization.Detection;

/// <summary>What was found in a text: the identifiers of 45 CFR 164.514(b)(2)(i) that people write into notes.</summary>
internal enum FindingKind
{
    Name,
    Phone,
    Email,
    Address,
    Date,
    Age,
    Curp,
    Rfc,
    Identifier,
}
