namespace Muster.Server.Access;

/// <summary>What a request or page is about, as far as rights depend on it.</summary>
internal abstract record Reach
{
    private Reach() { }

    /// <summary>The workspace as a whole; so is whatever names nothing of a connection and was not declared otherwise.</summary>
    public static readonly Reach Workspace = new Whole();

    /// <summary>A list that shows each what they may see, or something that shows only in the body what it is about.</summary>
    public static readonly Reach Narrowed = new Some();

    /// <summary>What belongs to a connection.</summary>
    public static Thing Of(int? connection, string missing = "") => new(missing) { Connections = connection is { } key ? [key] : [] };

    /// <summary>The whole.</summary>
    public sealed record Whole : Reach;

    /// <summary>What the caller may see of it.</summary>
    public sealed record Some : Reach;

    /// <summary>One thing.</summary>
    /// <param name="Missing">What to say to whom it does not exist for: word for word what a number that never was gets.</param>
    public sealed record Thing(string Missing) : Reach
    {
        /// <summary>Keys of the connections it belongs to; a right in one of them is enough. Empty for nothing of any connection, and for nothing at all.</summary>
        public IReadOnlyList<int> Connections { get; init; } = [];

        /// <summary>Keys of the connections through which it can be seen, where those are more; null for the same.</summary>
        public IReadOnlyList<int>? SeenIn { get; init; }

        /// <summary>Whether it is only named, so that to look at it is enough: what is done is about something else that is named too.</summary>
        public bool OnlyNamed { get; init; }

        /// <summary>The groups it is about, all of which an owner has to own; empty where owners of groups have no part.</summary>
        public IReadOnlyList<int> Groups { get; init; } = [];

        /// <summary>Who made it, and so may not approve it as an owner; null for nobody.</summary>
        public string? MadeBy { get; init; }

        /// <summary>The account that asked for it, and sees it for that; null for none.</summary>
        public Guid? Asker { get; init; }
    }
}
