namespace Muster.Testing.Provider;

/// <summary>Somebody whom the provider knows.</summary>
/// <param name="ObjectId">The object id, which never changes.</param>
/// <param name="Name">The name, which anybody may choose.</param>
/// <param name="Mail">The mail address, which may be given to somebody else.</param>
public sealed record ProviderPerson(Guid ObjectId, string Name, string Mail)
{
    public static ProviderPerson Ada { get; } = new(new("aaaaaaaa-0000-4000-8000-000000000001"), "Ada Lovelace", "ada@example.com");

    public static ProviderPerson Eve { get; } = new(new("eeeeeeee-0000-4000-8000-000000000002"), "Ada Lovelace", "ada@example.com");
}
