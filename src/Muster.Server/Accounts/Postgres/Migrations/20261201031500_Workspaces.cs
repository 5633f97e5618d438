using Microsoft.EntityFrameworkCore.Migrations;
using Muster.Storage.Postgres;

#nullable disable

namespace Muster.Server.Accounts.Postgres.Migrations
{
    /// <summary>Accounts of every workspace in the same tables, kept apart by the database. The model does not know the workspace: its contexts are in one each.</summary>
    public partial class Workspaces : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.ShareAmongWorkspaces(
                "account",
                "api_token",
                "AspNetUserClaims",
                "AspNetUserLogins",
                "AspNetUserPasskeys",
                "AspNetUserTokens",
                "assignment",
                "connection_role",
                "failed_sign_in",
                "idempotent_request",
                "kept_text",
                "owner_request",
                "session",
                "setup"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("Accounts of several workspaces have no place in tables of one.");
    }
}
