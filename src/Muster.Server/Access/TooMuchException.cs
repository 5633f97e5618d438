namespace Muster.Server.Access;

/// <summary>Somebody asks a page for more of what is costly than one person has in a minute.</summary>
internal sealed class TooMuchException()
    : Exception(
        "You asked for more of this in a minute than the server gives to one person. Wait a few seconds, then try again. Nothing was changed."
    );
