// `tools/list`: the generated list, with what the start-up options decide: places, mode, annotations.
import { TOOL_LIST } from './tool-list.ts';

interface ListSettings {
  mode: keyof (typeof TOOL_LIST)[number]['description'];
  regions: readonly string[];
  profiles: readonly string[];
}

/** Builds no schema and loads no package: it runs at every start. */
export function listTools(settings: ListSettings): Record<string, unknown>[] {
  return TOOL_LIST.map(({ name, title, namesProfile, description, annotations, inputSchema, outputSchema }) => {
    const { Region, ...properties } = inputSchema.properties;
    const required = 'required' in inputSchema ? [...inputSchema.required] : [];
    if (namesProfile && settings.profiles.length > 1) required.push('Profile' as never);
    const allowed = (values: readonly string[]) => ({ type: 'string', enum: values });
    return {
      name,
      title,
      description: description[settings.mode],
      inputSchema: {
        ...inputSchema,
        properties: {
          ...properties,
          Region:
            settings.regions.length > 0
              ? { ...allowed(settings.regions), description: Region.description.split(';')[0] }
              : Region,
          ...(settings.profiles.length > 0
            ? { Profile: { ...allowed(settings.profiles), description: 'AWS profile' } }
            : {}),
        },
        ...(required.length > 0 ? { required } : {}),
      },
      outputSchema,
      annotations: annotations[settings.mode],
    };
  });
}
