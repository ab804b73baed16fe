namespace BCrypt.Net;

/// <summary>The digest that comes before bcrypt when entropy is enhanced.</summary>
public enum HashType
{
    None = -1,
    SHA256 = 0,
    SHA384 = 1,
    SHA512 = 2,
}
