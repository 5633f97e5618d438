using Microsoft.AspNetCore.Http.Metadata;

namespace Muster.Server.Api.Protocol;

/// <summary>Marks an endpoint whose body is a file.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="MostBytes">The most bytes it may have.</param>
internal sealed record TakesFile(string MediaType, long MostBytes) : IRequestSizeLimitMetadata
{
    /// <inheritdoc />
    public long? MaxRequestBodySize => MostBytes;
}
