using Amazon.Runtime;

namespace Amazon.Comprehend;

/// <summary>What a piece of a text is, such as NAME or ADDRESS.</summary>
public class PiiEntityType : ConstantClass
{
    public PiiEntityType(string value)
        : base(value)
    {
    }

    public static PiiEntityType FindValue(string value) => FindValue<PiiEntityType>(value);

    public static implicit operator PiiEntityType(string value) => FindValue(value);
}
