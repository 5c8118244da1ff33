import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked, {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
        // What a handler of an event returns is of no interest.
        "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
        // A number in a text needs no conversion.
        "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
});
