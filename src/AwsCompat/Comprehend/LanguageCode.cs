using Amazon.Runtime;

namespace Amazon.Comprehend;

/// <summary>A language, such as en or es.</summary>
public class LanguageCode : ConstantClass
{
    public LanguageCode(string value)
        : base(value)
    {
    }

    public static LanguageCode FindValue(string value) => FindValue<LanguageCode>(value);

    public static implicit operator LanguageCode(string value) => FindValue(value);
}
