namespace Muster.Server.Api.Protocol;

/// <summary>Marks a list that is sent with a signature where the parameter <c>signed</c> asks for it.</summary>
internal sealed class MayBeSigned;
