namespace Clinic.UnitTests.AwsCompat;

public enum Shape
{
    Round,
}
