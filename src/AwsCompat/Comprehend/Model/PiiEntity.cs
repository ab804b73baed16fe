namespace Amazon.Comprehend.Model;

/// <summary>A piece of a text that names or identifies a person.</summary>
public class PiiEntity
{
    /// <summary>The first character, counted in Unicode code points from 0.</summary>
    public int? BeginOffset { get; set; }

    /// <summary>The character behind the last one, counted likewise.</summary>
    public int? EndOffset { get; set; }

    /// <summary>How sure Comprehend is, from 0 to 1.</summary>
    public float? Score { get; set; }
    public PiiEntityType Type { get; set; }
}
